package flags

import "testing"

func TestSizeOf(t *testing.T) {
	for in, want := range map[string]int64{
		"1B": 1, "125b": 125, "4000": 4000, "64KiB": 65536, "64kib": 65536, "64k": 65536, "16MiB": 16 << 20, "1GiB": 1 << 30,
		"64kB": 64000, "16MB": 16_000_000, "0": 0, "0B": 0,
		"": -1, "B": -1, "iB": -1, "5iB": -1, "MiB": -1, "1.5MiB": -1, "1e3": -1, "16": -1, "999": -1, "big": -1, "1 MiB": -1,
	} {
		got, err := sizeOf(in)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, %v, want %d", in, got, err, want)
		}
	}
}
