"""A LLaVA checkpoint in transformers: what it answers, and how long the passes of the published method take it.

Reads a JSON object from standard input (checkpoint, pixels: float32 [n, 3, side, side], layer, patches, tokens, prompts: token ids with an image token for
each patch, logits: file to write, device, type: a number format of torch) and prints one: for each prompt the attention row of the last token at the layer (softmax over all keys, mean over
heads), greedy tokens, and the gap between the two best logits at each of them; and medians in milliseconds.
"""
import json
import os
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
import numpy
import torch
from transformers import LlavaForConditionalGeneration

task = json.load(sys.stdin)
device = task["device"]
kind = getattr(torch, task["type"])


def load(attention):
    model, notes = LlavaForConditionalGeneration.from_pretrained(
        task["checkpoint"], dtype=kind, attn_implementation=attention, device_map=device, output_loading_info=True)
    if notes["missing_keys"] or notes["unexpected_keys"]:
        sys.exit(f"transformers found other tensors than the checkpoint has: {sorted(notes['missing_keys'])[:5]} {sorted(notes['unexpected_keys'])[:5]}")
    return model.eval()


side, patches, image_token = task["side"], task["patches"], None
pixels = torch.from_numpy(numpy.fromfile(task["pixels"], dtype=numpy.float32).reshape(-1, 3, side, side)).to(device, kind)
model = load("eager")
image_token = model.config.image_token_id if hasattr(model.config, "image_token_id") else model.config.image_token_index


def ids(prompt):
    return torch.tensor([prompt], device=device)


def answer(prompt, images, **more):
    tokens = ids(prompt)
    return model.generate(
        input_ids=tokens, attention_mask=torch.ones_like(tokens), pixel_values=images, max_new_tokens=task["tokens"], do_sample=False, use_cache=True,
        eos_token_id=None, pad_token_id=0, **more)


def row(prompt, images):
    tokens = ids(prompt)
    out = model(input_ids=tokens, pixel_values=images, output_attentions=True, use_cache=False)
    first = prompt.index(image_token)
    return out.attentions[task["layer"]][0, :, -1, first:first + patches].float().mean(0), out.logits[0, -1].float()


def median(count, run):
    run()
    times = []
    for _ in range(count):
        if device == "cuda":
            torch.cuda.synchronize()
        started = time.perf_counter()
        run()
        if device == "cuda":
            torch.cuda.synchronize()
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)[count // 2]


answers, logits = [], []
with torch.inference_mode():
    for prompt, image in zip(task["prompts"], pixels):
        attention, last = row(prompt, image[None])
        logits.append(last.cpu().numpy())
        out = answer(prompt, image[None], return_dict_in_generate=True, output_logits=True)
        best = [step[0].float().topk(2).values for step in out.logits]
        answers.append({
            "row": attention.cpu().tolist(),
            "tokens": out.sequences[0, len(prompt):].tolist(),
            "gaps": [float(two[0] - two[1]) for two in best],
        })

    prompt, image = task["prompts"][0], pixels[:1]
    first = prompt.index(image_token)
    both = prompt[:first] + [image_token] * patches + prompt[first:]
    two = pixels[:2]

    def question():
        """Baseline, attention for the question, attention for the general prompt, answer from image and crop: four whole passes."""
        answer(prompt, image)
        row(prompt, image)
        row(prompt[:-3] + prompt[-2:], image)
        answer(both, two)

    figures = {
        "three-stage question alone, eager attention": median(3, question),
        "answer of one pass": median(3, lambda: answer(prompt, image)),
        "prefill": median(5, lambda: model(input_ids=ids(prompt), pixel_values=image, use_cache=False)),
    }
    model.set_attn_implementation("sdpa") if hasattr(model, "set_attn_implementation") else None
    figures["answer of one pass, fused attention"] = median(3, lambda: answer(prompt, image))

numpy.stack(logits).astype(numpy.float32).tofile(task["logits"])
json.dump({"answers": answers, "figures": figures}, sys.stdout)
