"""What a person can do: decide, act, record. Plain functions whose first argument is the Desk."""
