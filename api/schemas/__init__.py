"""What the operations take and give, as marshmallow schemas: the OpenAPI document is made from them."""
