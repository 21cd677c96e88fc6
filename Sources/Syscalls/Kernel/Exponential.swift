internal import Glibc

/// The corresponding C function is `exp` of libm.
public func exponential(_ power: Double) -> Double { Glibc.exp(power) }
