"""Starts that must not succeed, and say why."""

import socket

from tests.support.product import Product


def test_a_second_server_on_the_same_data_is_refused(product: Product) -> None:
    with product.serving() as server:
        second = product.run("serve", "--port", "0")

        assert (second.returncode, "[already_serving]" in second.stderr) == (3, True)
        assert f"already serves from {product.data_dir}" in second.stderr
        assert server.api.http.get("/health").status_code == 200


def test_a_port_that_is_taken_is_named(product: Product) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refused = product.run("serve", "--port", str(port))

    assert (refused.returncode, "[address_in_use]" in refused.stderr) == (1, True)
    assert f"127.0.0.1:{port}" in refused.stderr
    assert "--port" in refused.stderr


def test_a_setting_that_is_wrong_is_named(product: Product) -> None:
    refused = product.run("serve", "--port", "0", MODELSHELF_MAX_DOWNLOADS="many")

    assert (refused.returncode, "[invalid_setting]" in refused.stderr) == (2, True)
    assert "MODELSHELF_MAX_DOWNLOADS" in refused.stderr


def test_a_second_start_finds_everything_as_it_was(product: Product) -> None:
    with product.serving() as server:
        server.api.post("/collections", {"name": "notes", "embedding_model": "a/b"}, status=201)

    with product.serving() as server:
        (collection,) = server.api.get("/collections")["collections"]
        assert collection["name"] == "notes"
