"""Whether every way through a consultation takes the steps that the policy asks for, in their order."""
