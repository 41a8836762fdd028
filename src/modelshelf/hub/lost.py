"""Why a connection failed, in words that send a person to the right place."""

import aiohttp

_OF_THE_SYSTEM: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "refuses connections"),
    (ConnectionResetError, "cut the connection off"),
    (BrokenPipeError, "cut the connection off"),
    (TimeoutError, "does not answer in time"),
)


def in_plain_words(error: BaseException) -> str:
    """What went wrong on the way to a server: no class of an exception, no number of the system.

    Args:
        error: What aiohttp or the system raised.
    """
    match error:
        case aiohttp.ClientConnectorDNSError():
            said = f"the name {error.host} is not known"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            said = f"{error.host} has no certificate that is trusted here"
        case aiohttp.ClientProxyConnectionError():
            said = f"the proxy {error.host} {_what_it_did(error.os_error)}"
        case aiohttp.ClientHttpProxyError():
            said = f"the proxy refused, with status {error.status}"
        case aiohttp.ClientConnectorError():
            said = f"{error.host}:{error.port} {_what_it_did(error.os_error)}"
        case aiohttp.ClientPayloadError() | aiohttp.ServerDisconnectedError():
            said = "the connection was lost"
        case OSError():
            said = f"the other side {_what_it_did(error)}"
        case _:
            said = "the connection was lost"
    return said


def _what_it_did(error: OSError) -> str:
    for kind, words in _OF_THE_SYSTEM:
        if isinstance(error, kind):
            return words
    return "cannot be reached from here"
