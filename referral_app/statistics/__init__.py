"""Counting what happened in a month, and making the figures safe to publish.

Plain numbers in, plain numbers out: who asks and where the events come from is for the services.
"""
