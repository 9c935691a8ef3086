"""What a person runs beside the `cdktf` command line."""
