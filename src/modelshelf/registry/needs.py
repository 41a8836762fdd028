"""What a model of the list needs in memory, and what it is usually given to do."""

from modelshelf.registry.kinds import ModelType
from modelshelf.sizing.formula import Task, Workload

TASKS = {
    ModelType.EMBEDDING: Task.ENCODE,
    ModelType.RERANKER: Task.ENCODE,
    ModelType.SPLADE: Task.ENCODE_SPARSE,
    ModelType.LLM: Task.GENERATE,
}

# What sentence-transformers encodes at once if nobody says otherwise, in passages of a length that
# search indexes are made of.
USUAL_BATCH = 32
USUAL_PASSAGE_TOKENS = 512
# One conversation with a few pages of text in it.
USUAL_CONTEXT_TOKENS = 4096


def usual_workload(model_type: ModelType, most_tokens: int | None) -> Workload:
    """What a model is sized for where nobody asks for anything else.

    Args:
        most_tokens: Its context window or longest sequence, if known.
    """
    writes = model_type is ModelType.LLM
    usual = USUAL_CONTEXT_TOKENS if writes else USUAL_PASSAGE_TOKENS
    return Workload(1 if writes else USUAL_BATCH, min(usual, most_tokens or usual))
