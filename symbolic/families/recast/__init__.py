"""Limits of one model as limits of another one."""
