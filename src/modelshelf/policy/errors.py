"""What an operator's rules refuse. Each problem names the setting that does."""

from modelshelf.kit.errors import Forbidden, Unconfirmed


class PolicyRefusal(Forbidden):
    """Base of what a setting of this installation refuses; the field `setting` names it."""

    title = "Not allowed on this installation"
    code = "policy_refusal"


class OrganisationNotAllowed(PolicyRefusal):
    code = "policy_organisation"


class LicenceNotAllowed(PolicyRefusal):
    code = "policy_licence"


class PickleNotAllowed(PolicyRefusal):
    code = "policy_pickle"


class RemoteCodeNotAllowed(PolicyRefusal):
    code = "policy_remote_code"


class RiskNotConfirmed(Unconfirmed):
    """A setting wants it confirmed; the field `risks` says what."""
