package flags

import "testing"

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "10.0.0.1": "10.0.0.1:7", "10.0.0.1:": "10.0.0.1:7", "10.0.0.1:9": "10.0.0.1:9",
		"::1": "[::1]:7", "[::1]": "[::1]:7", "[::1]:9": "[::1]:9", "name": "name:7", ":9": "127.0.0.1:9",
		"fe80::1%eth0": "[fe80::1%eth0]:7", "localhost:": "localhost:7",
		"a:b:c": "", "http://a:1/": "", "a:0": "", "a:70000": "", "a:http": "",
	} {
		if got, err := Address(in, 7); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}
