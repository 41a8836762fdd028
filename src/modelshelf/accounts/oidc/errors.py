"""Why a sign-in at the provider did not end in one here."""

from modelshelf.kit.errors import Conflict, Forbidden, NotFound, Unauthorized, Unavailable


class OidcOff(NotFound):
    code = "oidc_off"
    title = "No provider is set up"


class ProviderUnreachable(Unavailable):
    code = "oidc_unreachable"
    title = "The provider does not answer"


class ProviderRefused(Unauthorized):
    code = "oidc_refused"
    title = "The provider did not sign you in"


class AnswerNotOurs(Forbidden):
    """It was begun in another browser, too long ago, or by somebody else."""

    code = "oidc_not_begun_here"
    title = "Not begun in this browser"


class TokenNotTrusted(Forbidden):
    code = "oidc_not_trusted"
    title = "What the provider said cannot be trusted"


class NoRole(Forbidden):
    code = "oidc_no_role"
    title = "No role for this account"


class IdentityNotFound(NotFound):
    code = "identity_not_found"
    title = "No such linked account"


class LastWayIn(Conflict):
    """Without it nobody could sign in to the account."""

    code = "last_way_in"
    title = "The only way to sign in"


class IdentityTaken(Conflict):
    code = "oidc_identity_taken"
    title = "Linked to another account"
