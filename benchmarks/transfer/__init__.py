"""Downloads, beside the tools that people use for them."""
