"""LLaVA's forward pass in plain PyTorch, float32, as a reference for other implementations.

    llava_reference.py CHECKPOINT < jobs > answers

CHECKPOINT is a Hugging Face folder: config.json and safetensors (one file, or shards with their index; F32, F16 or BF16).
Jobs and answers are JSON, one to a line. A job:

    prompt           its parts in order: a list of token ids, or the path of an image's pixels, float32 [3, side, side]
    max_new_tokens   most greedy tokens, at least 1; the end of sequence ends the answer earlier
    attention_layer  the decoder layer, from 0, whose attention is wanted
    logits           the path to write float32 [positions, vocabulary] to: the last prompt position, then each generated one

Its answer: "tokens", without the end of sequence, and "attention_row", the last prompt token's attention to the first
image's patches (softmax over all keys, mean over heads).

CLIP: arXiv 2103.00020. LLaVA: arXiv 2304.08485. Llama: arXiv 2302.13971.
"""

import json
import math
import os
import re
import struct
import sys

# The matrices are small: more threads wait for one another longer than they work, minutes instead of seconds on a busy machine.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import torch
from torch.nn import functional

# The parts' names here, and the prefixes under which Hugging Face's, newer transformers' and the original LLaVA's files keep them.
NAMINGS = [
    ("vision.", r"(model\.)?(vision_tower\.)+vision_model\."),
    ("projector.first.", r"(model\.)?multi_modal_projector\.linear_1\.|model\.mm_projector\.0\."),
    ("projector.second.", r"(model\.)?multi_modal_projector\.linear_2\.|model\.mm_projector\.2\."),
    ("head.", r"(language_model\.)?lm_head\."),
    ("language.", r"language_model\.model\.|model\.language_model\.|model\."),
]


def read_safetensors(path):
    data = numpy.memmap(path, numpy.uint8, mode="r")
    start = 8 + struct.unpack("<Q", data[:8].tobytes())[0]
    for name, entry in json.loads(data[8:start].tobytes()).items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = data[start + begin : start + end].tobytes()
        if entry["dtype"] == "BF16":
            # The upper half of a float32.
            values = (numpy.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4")
        else:
            values = numpy.frombuffer(raw, {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]).astype("<f4")
        yield name, torch.from_numpy(values.reshape(entry["shape"]))


def read_weights(folder):
    index = os.path.join(folder, "model.safetensors.index.json")
    files = ["model.safetensors"]
    if os.path.exists(index):
        with open(index, encoding="utf-8") as file:
            files = sorted(set(json.load(file)["weight_map"].values()))
    weights = {}
    for file in files:
        for name, tensor in read_safetensors(os.path.join(folder, file)):
            part, prefix = next((part, match) for part, pattern in NAMINGS if (match := re.match(pattern, name)))
            weights[part + name[prefix.end() :]] = tensor
    return weights


def attend(q, k, v, causal):
    """Softmax attention of [heads, positions, size]; where causal, the last query stands at the last key. Returns values and probabilities."""
    scores = q @ k.transpose(1, 2) / math.sqrt(q.shape[2])
    if causal:
        queries, keys = scores.shape[1:]
        scores = scores.masked_fill(torch.ones(queries, keys).triu(keys - queries + 1).bool(), -math.inf)
    probabilities = torch.softmax(scores, dim=2)
    return probabilities @ v, probabilities


def rotate(x, cos, sin):
    """Rotates the pairs of [heads, positions, size]: the halves of a head."""
    first, second = x.chunk(2, dim=2)
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=2)


def split_heads(x, size):
    return x.view(x.shape[0], -1, size).transpose(0, 1)


def join_heads(x):
    return x.transpose(0, 1).reshape(x.shape[1], -1)


class Llava:
    def __init__(self, folder):
        with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        self.weights = read_weights(folder)
        # What a configuration leaves out has LLaVA-1.5-7B's value; the original LLaVA's keeps the decoder's at the top.
        self.vision, self.text = config.get("vision_config", {}), config.get("text_config", config)
        layers = self.vision.get("num_hidden_layers", 24)
        chosen = config.get("vision_feature_layer", config.get("mm_vision_select_layer", -2))
        self.vision_layers = layers + 1 + chosen if chosen < 0 else chosen
        self.layers = self.text.get("num_hidden_layers", 32)
        heads = self.text.get("num_attention_heads", 32)
        self.groups = heads // self.text.get("num_key_value_heads", heads)
        self.head_size = self.text.get("head_dim", self.text.get("hidden_size", 4096) // heads)
        self.end = self.text.get("eos_token_id", 2)
        if self.text.get("tie_word_embeddings", config.get("tie_word_embeddings", False)):
            self.weights["head.weight"] = self.weights["language.embed_tokens.weight"]

    def linear(self, x, name):
        return functional.linear(x, self.weights[name + ".weight"], self.weights.get(name + ".bias"))

    def layer_norm(self, x, name):
        return functional.layer_norm(x, x.shape[-1:], self.weights[name + ".weight"], self.weights[name + ".bias"], self.vision.get("layer_norm_eps", 1e-5))

    def rms_norm(self, x, name):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.text.get("rms_norm_eps", 1e-5)) * self.weights[name + ".weight"]

    def read_pixels(self, path):
        side = self.vision.get("image_size", 336)
        return torch.from_numpy(numpy.fromfile(path, "<f4")).view(3, side, side)

    def encode(self, pixels):
        """Pixels [3, side, side] to what stands in a prompt, [patches, hidden]."""
        patches = functional.conv2d(pixels[None], self.weights["vision.embeddings.patch_embedding.weight"], stride=self.vision.get("patch_size", 14))
        x = torch.cat([self.weights["vision.embeddings.class_embedding"][None], patches[0].flatten(1).T])
        x = self.layer_norm(x + self.weights["vision.embeddings.position_embedding.weight"], "vision.pre_layrnorm")
        head_size = x.shape[1] // self.vision.get("num_attention_heads", 16)
        exact = self.vision.get("hidden_act", "quick_gelu") == "gelu"
        for i in range(self.vision_layers):
            layer = f"vision.encoder.layers.{i}."
            normed = self.layer_norm(x, layer + "layer_norm1")
            q, k, v = (split_heads(self.linear(normed, f"{layer}self_attn.{name}_proj"), head_size) for name in "qkv")
            x = x + self.linear(join_heads(attend(q, k, v, causal=False)[0]), layer + "self_attn.out_proj")
            inner = self.linear(self.layer_norm(x, layer + "layer_norm2"), layer + "mlp.fc1")
            inner = functional.gelu(inner) if exact else inner * torch.sigmoid(1.702 * inner)
            x = x + self.linear(inner, layer + "mlp.fc2")
        # Without the class token.
        return self.linear(functional.gelu(self.linear(x[1:], "projector.first")), "projector.second")

    def embed(self, tokens):
        return self.weights["language.embed_tokens.weight"][tokens]

    def rotary(self, begin, end):
        """Cosines and sines [positions, size / 2] of the rotary positions from begin to end."""
        half = self.head_size // 2
        frequencies = self.text.get("rope_theta", 10000.0) ** (-torch.arange(half, dtype=torch.float64) / half)
        angles = torch.arange(begin, end)[:, None] * frequencies
        return torch.cos(angles).float(), torch.sin(angles).float()

    def decode(self, x, cache, attention_layer):
        """Runs embeddings [positions, hidden] behind the keys and values of the cache. Returns the last position's logits and its attention to every position."""
        past = cache[0][0].shape[1] if cache else 0
        cos, sin = self.rotary(past, past + x.shape[0])
        row = None
        for i in range(self.layers):
            layer = f"language.layers.{i}."
            normed = self.rms_norm(x, layer + "input_layernorm")
            q, k, v = (split_heads(self.linear(normed, f"{layer}self_attn.{name}_proj"), self.head_size) for name in "qkv")
            q, k = rotate(q, cos, sin), rotate(k, cos, sin)
            if past:
                k, v = torch.cat([cache[i][0], k], dim=1), torch.cat([cache[i][1], v], dim=1)
            cache[i] = (k, v)
            attended, probabilities = attend(q, k.repeat_interleave(self.groups, 0), v.repeat_interleave(self.groups, 0), causal=True)
            if i == attention_layer:
                row = probabilities[:, -1].mean(0)
            x = x + self.linear(join_heads(attended), layer + "self_attn.o_proj")
            normed = self.rms_norm(x, layer + "post_attention_layernorm")
            gated = functional.silu(self.linear(normed, layer + "mlp.gate_proj")) * self.linear(normed, layer + "mlp.up_proj")
            x = x + self.linear(gated, layer + "mlp.down_proj")
        return self.linear(self.rms_norm(x[-1], "language.norm"), "head"), row

    def answer(self, job):
        parts = [self.encode(self.read_pixels(part)) if isinstance(part, str) else self.embed(part) for part in job["prompt"]]
        first = next(i for i, part in enumerate(job["prompt"]) if isinstance(part, str))
        begin = sum(part.shape[0] for part in parts[:first])
        cache, tokens = {}, []
        logits, row = self.decode(torch.cat(parts), cache, job["attention_layer"])
        steps = [logits]
        while (best := int(steps[-1].argmax())) != self.end:
            tokens.append(best)
            if len(tokens) == job["max_new_tokens"]:
                break
            steps.append(self.decode(self.embed([best]), cache, None)[0])
        torch.stack(steps).numpy().tofile(job["logits"])
        return {"tokens": tokens, "attention_row": row[begin : begin + parts[first].shape[0]].tolist()}


def main():
    model = Llava(sys.argv[1])
    with torch.no_grad():
        for line in sys.stdin:
            print(json.dumps(model.answer(json.loads(line))), flush=True)


main()
