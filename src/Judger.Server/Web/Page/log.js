/** A question's log of stages as it grows. Entries are those of the record, in the order in which the stages ended. */
export class Log {
  #told = 0;
  #failed = null;

  /**
   * @param {object} asked what was asked: id, question, options
   * @param {object[]} [entries] the stages that have ended already
   */
  constructor(asked, entries = []) {
    this.asked = asked;
    this.entries = [...entries];

    /** The stage that has begun and not ended, with its round; null for none. */
    this.running = null;
  }

  /** The question as it stands, in the shape in which the API has it. */
  get record() {
    return { ...this.asked, stages: this.#failed === null ? this.entries : [...this.entries, this.#failed] };
  }

  /** Events come from the first one on, also those of stages that are in the log. */
  restart() {
    this.#told = 0;
    this.#failed = null;
    this.running = null;
  }

  /** Takes the next event; true when the log has an entry more. A stage that was skipped ends without having begun. */
  take({ stage, round, finished, entry }) {
    const isNew = this.#told >= this.entries.length;
    if (finished) this.entries[this.#told++] = entry;
    if (isNew) this.running = finished ? null : { stage, round };
    return isNew && finished;
  }

  /** Ends the stage that runs with a failure that is not in the server's log: a question that fails before anything was finished leaves nothing there. */
  fail(message) {
    if (this.running !== null) this.#failed = { ...this.running, failed: { message } };
    this.running = null;
  }
}
