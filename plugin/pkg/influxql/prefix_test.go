package influxql

import (
	"net/netip"
	"strings"
	"testing"
)

func TestBucketAndBounds(t *testing.T) {
	cases := []struct {
		prefix, bucket string
		lo, hi         int64
	}{
		{"10.1.0.0/16", "10", 0x0a010000, 0x0a01ffff},
		{"10.0.0.0/8", "10", 0x0a000000, 0x0affffff},
		{"10.0.0.0/7", "s", 0x0a000000, 0x0bffffff},
		{"0.0.0.0/0", "s", 0, 0xffffffff},
		{"255.255.255.255/32", "255", 0xffffffff, 0xffffffff},
		{"2001:db8::/32", "2001", 0x20010db800000000 >> 1, 0x20010db8ffffffff >> 1},
		{"64:ff9b::/96", "64", 0x0064ff9b00000000 >> 1, 0x0064ff9b00000000 >> 1},
		{"::/0", "s", 0, 0x7fffffffffffffff},
		{"2000::/3", "s", 0x2000000000000000 >> 1, 0x3fffffffffffffff >> 1},
		{"2001:db8:0:1::/64", "2001", 0x20010db800000001 >> 1, 0x20010db800000001 >> 1},
		{"2001:db8:0:2::/63", "2001", 0x20010db800000002 >> 1, 0x20010db800000003 >> 1},
		{"::1/128", "0", 0, 0},
	}
	for _, c := range cases {
		prefix := netip.MustParsePrefix(c.prefix)
		if got := Bucket(prefix); got != c.bucket {
			t.Errorf("bucket of %s is %s, want %s", c.prefix, got, c.bucket)
		}
		if lo, hi := Bounds(prefix); lo != c.lo || hi != c.hi {
			t.Errorf("bounds of %s are %x %x, want %x %x", c.prefix, lo, hi, c.lo, c.hi)
		}
	}
}

func TestInnerBuckets(t *testing.T) {
	cases := map[string]string{
		"10.1.0.0/16":   "10",
		"8.0.0.0/6":     "s 8 9 10 11",
		"0.0.0.0/0":     "",
		"2001:db8::/32": "2001",
		"2000::/12":     "s 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 200a 200b 200c 200d 200e 200f",
		"2000::/3":      "",
	}
	for prefix, want := range cases {
		if got := strings.Join(innerBuckets(netip.MustParsePrefix(prefix)), " "); got != want {
			t.Errorf("buckets inside %s: %s, want %s", prefix, got, want)
		}
	}
}

func TestTypedBucket(t *testing.T) {
	cases := map[string]string{
		"": "-", "1": "-", "10": "-", "10.": "10", "10.1": "10", "10.1.0.0/16": "10", "300.1": "-",
		"2001": "-", "2001:": "2001", "2001:db8": "2001", "0064:f": "64", ":": "-", "::/0": "s", "12345:": "-",
	}
	for text, want := range cases {
		bucket, ok := typedBucket(text)
		if !ok {
			bucket = "-"
		}
		if bucket != want {
			t.Errorf("bucket of %q typed: %s, want %s", text, bucket, want)
		}
	}
}
