"""What is the buses' own, beyond what the contract says of all of them."""
