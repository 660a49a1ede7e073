"""What the double check catches: two invented desks, the errors people make when they type, and a simulated person."""
