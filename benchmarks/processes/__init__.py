"""What the processes cost when nobody asks anything of them."""
