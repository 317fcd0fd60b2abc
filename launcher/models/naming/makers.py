"""Who made a file and whose model it holds, as far as names tell."""

import re
from typing import Final

# Accounts on Hugging Face that convert other people's models, with what their pages say.
CONVERTERS: Final = {
    "bartowski": "bartowski, who converts models of many makers, all with an importance matrix",
    "unsloth": "Unsloth, who converts models and chooses the type of every layer (UD)",
    "mradermacher": "mradermacher, who converts very many models; i1 marks an importance matrix",
    "thebloke": "TheBloke, who converted most models until early 2024",
    "lmstudio-community": "the community of LM Studio",
    "ggml-org": "ggml-org, the home of llama.cpp",
    "maziyarpanahi": "MaziyarPanahi, who converts models of many makers",
    "quantfactory": "QuantFactory, who convert models of many makers",
    "devquasar": "DevQuasar, who convert models of many makers",
    "ubergarm": "ubergarm, who makes files for the fork ik_llama.cpp",
    "second-state": "Second State, who convert models of many makers",
    "byteshape": "ByteShape, who choose the type of every tensor",
    "tensorblock": "TensorBlock, who convert models of many makers",
    "gaianet": "Gaia, who convert models of many makers",
    "dranger003": "dranger003, who converts models with an importance matrix",
    "lonestriker": "LoneStriker, who converts models of many makers",
    "nexaaidev": "Nexa AI, who convert models",
    "nousresearch": "Nous Research, who tune models and convert their own",
    "richarderkhov": "RichardErkhov, who converts very many models",
    "stduhpf": "stduhpf, who repacks QAT models to be smaller",
    "duyntnet": "duyntnet, who converts models with an importance matrix",
    "legraphista": "legraphista, who converts models with an importance matrix",
    "city96": "city96, who converts image models",
}
# Whose models these are. The account's name in lower case: how a person says it.
AUTHORS: Final = {
    "google": "Google",
    "meta": "Meta",
    "meta-llama": "Meta",
    "facebook": "Meta",
    "mistralai": "Mistral AI",
    "mistral-community": "Mistral's community",
    "qwen": "Alibaba's Qwen team",
    "microsoft": "Microsoft",
    "nvidia": "NVIDIA",
    "deepseek-ai": "DeepSeek",
    "openai": "OpenAI",
    "cohereforai": "Cohere",
    "coherelabs": "Cohere",
    "c4ai": "Cohere",
    "ibm-granite": "IBM",
    "ibm": "IBM",
    "thudm": "Zhipu AI (Z.ai)",
    "zai-org": "Zhipu AI (Z.ai)",
    "moonshotai": "Moonshot AI",
    "minimaxai": "MiniMax",
    "baidu": "Baidu",
    "tencent": "Tencent",
    "liquidai": "Liquid AI",
    "huggingfacetb": "Hugging Face",
    "huggingfaceh4": "Hugging Face",
    "allenai": "the Allen Institute for AI",
    "tiiuae": "the Technology Innovation Institute",
    "01-ai": "01.AI",
    "internlm": "Shanghai AI Laboratory",
    "opengvlab": "Shanghai AI Laboratory",
    "openbmb": "OpenBMB",
    "stabilityai": "Stability AI",
    "upstage": "Upstage",
    "lgai-exaone": "LG AI Research",
    "kakaocorp": "Kakao",
    "bytedance-seed": "ByteDance",
    "xiaomimimo": "Xiaomi",
    "inclusionai": "Ant Group's inclusionAI",
    "servicenow-ai": "ServiceNow",
    "arcee-ai": "Arcee AI",
    "ai21labs": "AI21 Labs",
    "ai21": "AI21 Labs",
    "apple": "Apple",
    "xai-org": "xAI",
    "poolside": "Poolside",
    "jetbrains": "JetBrains",
    "bigcode": "BigCode",
    "bigscience": "BigScience",
    "eleutherai": "EleutherAI",
    "mosaicml": "MosaicML",
    "databricks": "Databricks",
    "salesforce": "Salesforce",
    "teknium": "Teknium",
    "thedrummer": "TheDrummer",
    "huihui-ai": "huihui.ai, who remove refusals",
    "cognitivecomputations": "Cognitive Computations",
    "dphn": "Dolphin",
    "open-thoughts": "Open Thoughts",
    "swiss-ai": "the Swiss AI Initiative",
    "utter-project": "the UTTER project",
    "nomic-ai": "Nomic AI",
    "baai": "BAAI",
    "mixedbread-ai": "Mixedbread",
    "jinaai": "Jina AI",
    "snowflake": "Snowflake",
    "skywork": "Skywork",
    "rekaai": "Reka AI",
    "sarvamai": "Sarvam AI",
    "speakleash": "SpeakLeash",
    "prime-intellect": "Prime Intellect",
    "primeintellect": "Prime Intellect",
    "nanonets": "Nanonets",
    "stepfun-ai": "StepFun",
    "rednote-hilab": "rednote",
    "meituan-longcat": "Meituan",
    "agentica-org": "Agentica",
    "tngtech": "TNG",
    "black-forest-labs": "Black Forest Labs",
    "perplexity-ai": "Perplexity",
    "nousresearch": "Nous Research",
    "smallthinker": "SmallThinker",
    "eurollm": "EuroLLM",
}
# Words that name a maker inside a model's own name and are no part of the family.
INSIDE: Final = frozenset({"meta"})
LONGEST: Final = 40
UNDERSCORE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{1,39}_(?:-_)?(?=[A-Za-z])")
POINT: Final = re.compile(r"(?P<who>[A-Za-z0-9][A-Za-z0-9-]{1,39})\.(?=[A-Za-z])")
TOLD: Final = re.compile(r"\d+(?:[._]\d+)?[BM](?![A-Za-z])|\d[._]\d", re.IGNORECASE | re.ASCII)


def maker_words(text: str, *, owner: bool) -> str:
    """Whose account or prefix this is, in a sentence."""
    known = CONVERTERS.get(text.lower()) if owner else None
    if known:
        return f"The account it lies in: {known}."
    author = AUTHORS.get(text.lower()) or CONVERTERS.get(text.lower()) or text
    if owner:
        return f"The account it lies in: {author}."
    return f"Whose model it is: {author}."


def author_prefix(text: str, start: int, end: int) -> int:
    """How many characters an author's name in front takes, its separator not counted; or 0.

    Converters glue it on: 'google_gemma-3-4b-it', 'zai-org.GLM-4.6'. Known names are
    believed with either separator; others where the rest is written with hyphens.
    """
    front = text[start : min(end, start + LONGEST + 2)]
    underscore = UNDERSCORE.match(front)
    if underscore:
        who = underscore[0].rstrip("-_")
        rest = text[start + underscore.end() : end]
        if who.lower() in AUTHORS or _glued(who, rest):
            return len(who)
    point = POINT.match(front)
    if point and (point["who"].lower() in AUTHORS):
        return len(point["who"])
    return 0


def _glued(who: str, rest: str) -> bool:
    """Somebody unknown: 'TheDrummer_Cydonia-24B' is, 'em_german_mistral' and 'openchat_3' are not.

    What stands in front must not itself say a size or a version.
    """
    return "-" in rest and "_" not in rest[:1] and TOLD.search(who) is None and not _cut(rest)


def _cut(rest: str) -> bool:
    """More underscores follow before the first hyphen: the name itself is written with them."""
    return "_" in rest.partition("-")[0]
