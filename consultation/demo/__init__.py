"""An invented county with organisations, people and accounts, for trying the product out."""
