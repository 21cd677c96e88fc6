internal import Glibc

/// e to the power of `power`. The corresponding C function is `exp`.
public func exponential(_ power: Double) -> Double { Glibc.exp(power) }
