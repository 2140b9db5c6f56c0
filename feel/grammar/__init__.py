"""From text to nodes: a recursive descent that never goes back."""
