package influxql

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/earshot-bgp/earshot/plugin/pkg/query"
)

// shortBucket holds the prefixes too short to lie in one bucket.
const shortBucket = "s"

// maxBuckets is how many buckets are worth naming; a shorter prefix is found by its addresses alone.
const maxBuckets = 16

// bucketBits are the leading bits that make the bucket: IPv4's first octet, IPv6's first group.
func bucketBits(address netip.Addr) int {
	if address.Is4() {
		return 8
	}
	return 16
}

// Bucket is the bucket tag of a prefix.
func Bucket(prefix netip.Prefix) string {
	if prefix.Bits() < bucketBits(prefix.Addr()) {
		return shortBucket
	}
	return bucketText(prefix.Addr(), firstBits(prefix.Addr()))
}

func firstBits(address netip.Addr) uint64 {
	bytes := address.AsSlice()
	if address.Is4() {
		return uint64(bytes[0])
	}
	return uint64(binary.BigEndian.Uint16(bytes))
}

func bucketText(address netip.Addr, bits uint64) string {
	if address.Is4() {
		return strconv.FormatUint(bits, 10)
	}
	return strconv.FormatUint(bits, 16)
}

// Bounds are the first and last address of a prefix as fields lo and hi hold them: IPv4 as it is, IPv6 its top 63 bits.
func Bounds(prefix netip.Prefix) (lo, hi int64) {
	if prefix.Addr().Is4() {
		bytes := prefix.Masked().Addr().As4()
		first := uint64(binary.BigEndian.Uint32(bytes[:]))
		return int64(first), int64(first | (1<<(32-prefix.Bits()) - 1))
	}
	bytes := prefix.Masked().Addr().As16()
	top := binary.BigEndian.Uint64(bytes[:8])
	rest := uint64(0)
	if prefix.Bits() < 64 {
		rest = ^uint64(0) >> prefix.Bits()
	}
	return int64(top >> 1), int64((top | rest) >> 1)
}

// prefix adds the conditions that find the routes of a prefix filter. IPv6 routes beyond /63 need a closer look after.
func (s *selection) prefix(f query.Filter) *selection {
	if !f.Prefix.IsValid() {
		return s
	}
	lo, hi := Bounds(f.Prefix)
	switch f.Match {
	case query.Exact:
		s.whereIn("bucket", []string{Bucket(f.Prefix)})
		s.where("lo", "=", lo).where("hi", "=", hi).where("length", "=", f.Prefix.Bits())
	case query.Longer:
		s.whereIn("bucket", innerBuckets(f.Prefix))
		s.where("lo", ">=", lo).where("hi", "<=", hi).where("length", ">=", f.Prefix.Bits())
	case query.Lookup, query.Shorter:
		s.whereIn("bucket", coveringBuckets(f.Prefix))
		s.where("lo", "<=", lo).where("hi", ">=", hi).where("length", "<=", f.Prefix.Bits())
	case query.Overlap:
		s.whereIn("bucket", overlappingBuckets(f.Prefix))
		s.where("lo", "<=", hi).where("hi", ">=", lo)
	default:
		panic(fmt.Sprintf("influxql: no conditions for match %q", f.Match))
	}
	return s
}

// AreTold tells whether the conditions of a prefix filter find its routes and no others: beyond /63 the bounds of IPv6
// prefixes are those of their neighbours too.
func AreTold(prefix netip.Prefix) bool {
	return !prefix.IsValid() || prefix.Addr().Is4() || prefix.Bits() < 64
}

// familiesOf are those of the routes that can share addresses with a prefix; the bounds of the two versions lie side by side.
func familiesOf(prefix netip.Prefix) []string {
	if !prefix.IsValid() {
		return nil
	}
	version := "ipv6"
	if prefix.Addr().Is4() {
		version = "ipv4"
	}
	return slices.DeleteFunc(slices.Clone(query.Families), func(family string) bool { return !strings.HasPrefix(family, version) })
}

// coveringBuckets hold the routes that cover a prefix.
func coveringBuckets(prefix netip.Prefix) []string {
	if bucket := Bucket(prefix); bucket != shortBucket {
		return []string{bucket, shortBucket}
	}
	return []string{shortBucket}
}

// overlappingBuckets hold the routes that share an address with a prefix; none: too many to name.
func overlappingBuckets(prefix netip.Prefix) []string {
	inner := innerBuckets(prefix)
	if len(inner) == 1 {
		return coveringBuckets(prefix)
	}
	return inner // they name the bucket of the short ones too
}

// innerBuckets hold the more specific routes of a prefix; none: too many to name.
func innerBuckets(prefix netip.Prefix) []string {
	bits := bucketBits(prefix.Addr())
	if prefix.Bits() >= bits {
		return []string{Bucket(prefix)}
	}
	count := uint64(1) << (bits - prefix.Bits())
	if count > maxBuckets {
		return nil
	}
	first := firstBits(prefix.Masked().Addr())
	buckets := []string{shortBucket}
	for bucket := first; bucket < first+count; bucket++ {
		buckets = append(buckets, bucketText(prefix.Addr(), bucket))
	}
	return buckets
}
