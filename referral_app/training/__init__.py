"""Fictional people and a neighbour that answers, for training and for the story."""
