/// NLMSG_ALIGN and NLA_ALIGN of `linux/netlink.h`: both align to 4 bytes.
@inlinable
func aligned(_ length: Int) -> Int { (length &+ 3) & ~3 }
