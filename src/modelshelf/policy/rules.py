"""The operator's rules about what may be downloaded. Without any, everything may."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from modelshelf.hub.door import Described
from modelshelf.kit.setting_forms import Allowance, split
from modelshelf.kit.settings import Settings
from modelshelf.policy.errors import (
    LicenceNotAllowed,
    OrganisationNotAllowed,
    PickleNotAllowed,
    PolicyRefusal,
    RemoteCodeNotAllowed,
    RiskNotConfirmed,
)
from modelshelf.policy.risks import Risks, code_in, risks_of


@dataclass(frozen=True, slots=True)
class Policy:
    """Attributes:
    organisations: Those that may be downloaded from; an entry may also be a whole model id.
    licences: Those that a model may have, in small letters. None: all, here and there.
    """

    pickle: Allowance = Allowance.YES
    remote_code: Allowance = Allowance.YES
    organisations: frozenset[str] | None = None
    licences: frozenset[str] | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(
            pickle=settings.allow_pickle,
            remote_code=settings.allow_remote_code,
            organisations=_set(settings.allowed_organisations),
            licences=_set(settings.allowed_licences),
        )

    @property
    def asks_the_hub(self) -> bool:
        """Whether a list of files is not enough to judge a download by."""
        return self.licences is not None or self.remote_code is Allowance.NO

    def refusal(self, model: Described, wanted: Sequence[str]) -> PolicyRefusal | None:
        """Why a model may not be downloaded with these files; None if it may."""
        return (
            self.refusal_by_name(model.model_id)
            or self._licence(model)
            or self.refusal_by_files(model.model_id, wanted)
            or self._remote_code(model.model_id, code_in(model, wanted))
        )

    def refusal_by_name(self, model_id: str) -> PolicyRefusal | None:
        """As far as the name tells, before anybody is asked."""
        if self.organisations is None:
            return None
        organisation = model_id.partition("/")[0].lower()
        if {organisation, model_id.lower()} & self.organisations:
            return None
        return OrganisationNotAllowed(
            f"{model_id} may not be downloaded here: the setting MODELSHELF_ALLOWED_ORGANISATIONS "
            f"allows {_words(self.organisations)} only. Ask whoever runs this installation.",
            setting="MODELSHELF_ALLOWED_ORGANISATIONS",
            allowed=sorted(self.organisations),
        )

    def refusal_by_files(self, model_id: str, wanted: Sequence[str]) -> PolicyRefusal | None:
        """As far as the files tell."""
        risks = risks_of(Described(model_id=model_id), wanted)
        if risks.pickles and self.pickle is Allowance.NO:
            return PickleNotAllowed(
                f"{model_id} would bring files that can run code when loaded "
                f"({', '.join(risks.pickles[:3])}), and the setting MODELSHELF_ALLOW_PICKLE does "
                "not allow them. Choose a model, or files of it, in safetensors.",
                setting="MODELSHELF_ALLOW_PICKLE",
                files=list(risks.pickles),
            )
        return self._remote_code(model_id, risks.remote_code)

    def check_confirmed(self, risks: Risks, *, confirmed: bool) -> None:
        """Raise RiskNotConfirmed where a setting wants a risk confirmed that was not."""
        asked = []
        if risks.pickles and self.pickle is Allowance.ASK:
            asked.append("pickle")
        if risks.remote_code and self.remote_code is Allowance.ASK:
            asked.append("remote_code")
        if asked and not confirmed:
            settings = " and ".join(f"MODELSHELF_ALLOW_{risk.upper()}" for risk in asked)
            raise RiskNotConfirmed(
                f"{' '.join(risks.warnings)} This installation wants that confirmed ({settings}): "
                "send `confirm: true`, or give the command `--yes`.",
                risks=asked,
                warnings=list(risks.warnings),
            )

    def _licence(self, model: Described) -> PolicyRefusal | None:
        if self.licences is None:
            return None
        names = {n.strip().lower() for n in (model.licence or "").split(",") if n.strip()}
        if names and names <= self.licences:
            return None
        has = f"has the licence {model.licence}" if model.licence else "states no licence"
        return LicenceNotAllowed(
            f"{model.model_id} {has}, and the setting MODELSHELF_ALLOWED_LICENCES allows "
            f"{_words(self.licences)} only. Choose another model, or ask whoever runs this "
            "installation.",
            setting="MODELSHELF_ALLOWED_LICENCES",
            licence=model.licence,
            allowed=sorted(self.licences),
        )

    def _remote_code(self, model_id: str, signs: Sequence[str]) -> PolicyRefusal | None:
        if not signs or self.remote_code is not Allowance.NO:
            return None
        return RemoteCodeNotAllowed(
            f"{model_id} brings code of its own ({', '.join(signs[:3])}), and the setting "
            "MODELSHELF_ALLOW_REMOTE_CODE does not allow that. Choose a model that the libraries "
            "know by themselves.",
            setting="MODELSHELF_ALLOW_REMOTE_CODE",
            signs=list(signs),
        )


def _set(names: str | None) -> frozenset[str] | None:
    return None if names is None else frozenset(name.lower() for name in split(names))


def _words(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
