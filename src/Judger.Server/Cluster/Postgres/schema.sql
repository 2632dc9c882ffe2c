-- What Orleans' providers for ADO.NET 10.4 need in PostgreSQL (12 or later): tables for membership, grain state and reminders, and the statements that they
-- look up by name. Names of statements, parameters and result columns are theirs. May be applied again at any time; state stays.
BEGIN;

CREATE TABLE IF NOT EXISTS orleansquery (
  querykey varchar(64) PRIMARY KEY,
  querytext text NOT NULL
);

-- Every change of the membership raises the deployment's version; whoever changes it says which version was read.
CREATE TABLE IF NOT EXISTS orleansmembershipversiontable (
  deploymentid varchar(150) PRIMARY KEY,
  timestamp timestamptz(3) NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS orleansmembershiptable (
  deploymentid varchar(150) NOT NULL REFERENCES orleansmembershipversiontable,
  address varchar(45) NOT NULL,
  port integer NOT NULL,
  generation integer NOT NULL,
  siloname varchar(150) NOT NULL,
  hostname varchar(150) NOT NULL,
  status integer NOT NULL,
  proxyport integer,
  suspecttimes varchar(8000),
  starttime timestamptz(3) NOT NULL,
  iamalivetime timestamptz(3) NOT NULL,
  PRIMARY KEY (deploymentid, address, port, generation)
);

CREATE TABLE IF NOT EXISTS orleansstorage (
  grainidhash integer NOT NULL,
  grainidn0 bigint NOT NULL,
  grainidn1 bigint NOT NULL,
  graintypehash integer NOT NULL,
  graintypestring varchar(512) NOT NULL,
  grainidextensionstring varchar(512),
  serviceid varchar(150) NOT NULL,
  payloadbinary bytea,
  modifiedon timestamp NOT NULL,
  version integer NOT NULL
);

-- One row a state, which the tables' own keys would not say: an absent key extension is null.
CREATE UNIQUE INDEX IF NOT EXISTS orleansstorage_key ON orleansstorage
  (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''), serviceid);

-- What is older than it is kept is found by this.
CREATE INDEX IF NOT EXISTS orleansstorage_modifiedon ON orleansstorage (modifiedon);

CREATE TABLE IF NOT EXISTS orleansreminderstable (
  serviceid varchar(150) NOT NULL,
  grainid varchar(150) NOT NULL,
  remindername varchar(150) NOT NULL,
  starttime timestamptz(3) NOT NULL,
  period bigint NOT NULL,
  grainhash integer NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (serviceid, grainid, remindername)
);

INSERT INTO orleansquery (querykey, querytext) VALUES
  ('UpdateIAmAlivetimeKey', $query$
    UPDATE orleansmembershiptable SET iamalivetime = @IAmAliveTime WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
  $query$),
  ('InsertMembershipVersionKey', $query$
    WITH added AS (INSERT INTO orleansmembershipversiontable (deploymentid) VALUES (@DeploymentId) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT count(*)::integer FROM added
  $query$),
  ('InsertMembershipKey', $query$
    WITH counted AS (
      UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now()
      WHERE deploymentid = @DeploymentId AND version = @Version AND NOT EXISTS (SELECT 1 FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
      RETURNING 1),
    added AS (
      INSERT INTO orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
      SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM counted
      RETURNING 1)
    SELECT count(*)::integer FROM added
  $query$),
  ('UpdateMembershipKey', $query$
    WITH counted AS (
      UPDATE orleansmembershipversiontable SET version = version + 1, timestamp = now()
      WHERE deploymentid = @DeploymentId AND version = @Version AND EXISTS (SELECT 1 FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
      RETURNING 1),
    changed AS (
      UPDATE orleansmembershiptable SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
      WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND EXISTS (SELECT 1 FROM counted)
      RETURNING 1)
    SELECT count(*)::integer FROM changed
  $query$),
  ('MembershipReadRowKey', $query$
    SELECT v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, v.version
    FROM orleansmembershipversiontable v LEFT JOIN orleansmembershiptable m ON m.deploymentid = v.deploymentid
    AND m.address = @Address AND m.port = @Port AND m.generation = @Generation WHERE v.deploymentid = @DeploymentId
  $query$),
  ('MembershipReadAllKey', $query$
    SELECT v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime, m.iamalivetime, v.version
    FROM orleansmembershipversiontable v LEFT JOIN orleansmembershiptable m ON m.deploymentid = v.deploymentid WHERE v.deploymentid = @DeploymentId
  $query$),
  ('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId; DELETE FROM orleansmembershipversiontable WHERE deploymentid = @DeploymentId
  $query$),
  ('GatewaysQueryKey', $query$
    SELECT address, proxyport, generation FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0
  $query$),
  ('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM orleansmembershiptable WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status <> 3
  $query$),
  ('ReadFromStorageKey', $query$
    SELECT payloadbinary, modifiedon, version FROM orleansstorage WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND graintypestring = @GrainTypeString AND coalesce(grainidextensionstring, '') = coalesce(CAST(@GrainIdExtensionString AS varchar), '') AND serviceid = @ServiceId
  $query$),
  ('WriteToStorageKey', $query$
    WITH updated AS (
      UPDATE orleansstorage SET payloadbinary = @PayloadBinary, modifiedon = now() AT TIME ZONE 'utc', version = version + 1
      WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND graintypestring = @GrainTypeString AND coalesce(grainidextensionstring, '') = coalesce(CAST(@GrainIdExtensionString AS varchar), '') AND serviceid = @ServiceId AND version = CAST(@GrainStateVersion AS integer)
      RETURNING version),
    inserted AS (
      INSERT INTO orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
      SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, CAST(@GrainIdExtensionString AS varchar), @ServiceId, @PayloadBinary, now() AT TIME ZONE 'utc', 1
      WHERE CAST(@GrainStateVersion AS integer) IS NULL
      ON CONFLICT DO NOTHING
      RETURNING version)
    SELECT coalesce((SELECT version FROM updated), (SELECT version FROM inserted), CAST(@GrainStateVersion AS integer)) AS newgrainstateversion
  $query$),
  ('ClearStorageKey', $query$
    UPDATE orleansstorage SET payloadbinary = NULL, version = version + 1 WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND graintypestring = @GrainTypeString AND coalesce(grainidextensionstring, '') = coalesce(CAST(@GrainIdExtensionString AS varchar), '') AND serviceid = @ServiceId AND version = @GrainStateVersion RETURNING version AS newgrainstateversion
  $query$),
  ('DeleteStorageKey', $query$
    DELETE FROM orleansstorage WHERE grainidhash = @GrainIdHash AND graintypehash = @GrainTypeHash AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND graintypestring = @GrainTypeString AND coalesce(grainidextensionstring, '') = coalesce(CAST(@GrainIdExtensionString AS varchar), '') AND serviceid = @ServiceId AND version = @GrainStateVersion RETURNING version + 1 AS newgrainstateversion
  $query$),
  ('UpsertReminderRowKey', $query$
    INSERT INTO orleansreminderstable (serviceid, grainid, remindername, starttime, period, grainhash, version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    ON CONFLICT (serviceid, grainid, remindername) DO UPDATE
    SET starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash, version = orleansreminderstable.version + 1
    RETURNING version
  $query$),
  ('ReadReminderRowsKey', $query$
    SELECT grainid, remindername, starttime, period, version FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId
  $query$),
  ('ReadReminderRowKey', $query$
    SELECT grainid, remindername, starttime, period, version FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName
  $query$),
  ('ReadRangeRows1Key', $query$
    SELECT grainid, remindername, starttime, period, version FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainhash > @BeginHash AND grainhash <= @EndHash
  $query$),
  ('ReadRangeRows2Key', $query$
    SELECT grainid, remindername, starttime, period, version FROM orleansreminderstable WHERE serviceid = @ServiceId AND (grainhash > @BeginHash OR grainhash <= @EndHash)
  $query$),
  ('DeleteReminderRowKey', $query$
    WITH deleted AS (
      DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName AND version = @Version RETURNING 1)
    SELECT count(*)::integer FROM deleted
  $query$),
  ('DeleteReminderRowsKey', $query$
    DELETE FROM orleansreminderstable WHERE serviceid = @ServiceId
  $query$)
ON CONFLICT (querykey) DO UPDATE SET querytext = excluded.querytext;

COMMIT;
