"""What a synthesis costs, with and without the lazy bindings, and as the application grows."""
