"""The open firm's file with every room registered, without Qt: what both doors stand on."""
