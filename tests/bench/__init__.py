"""What it costs, beside what it would cost at least: `./run bench` (JSON on standard output)."""
