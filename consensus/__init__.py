"""The paper: facts, statements, one function per clinical situation, and its currency.

Standard-library Python only. `facts` is what the paper asks, `outcome` is what the paper says.
"""
