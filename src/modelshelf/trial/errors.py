"""Why a model is not tried, and how a trial ends that does not end well."""

from modelshelf.kit.errors import Conflict, Problem


class TryNotInstalled(Conflict):
    code = "try_not_installed"
    title = "What a trial needs is not installed"


class TryTooOld(Conflict):
    code = "try_too_old"
    title = "What a trial needs is too old"


class ForeignCode(Conflict):
    code = "foreign_code"
    title = "The model asks for code from elsewhere"


class TrialFailed(Problem):
    code = "trial_failed"
    title = "The model did not work"


class TrialTooLong(Problem):
    code = "trial_too_long"
    title = "The trial took too long"


class TrialTooLarge(Problem):
    code = "trial_out_of_memory"
    title = "The trial needed too much memory"
