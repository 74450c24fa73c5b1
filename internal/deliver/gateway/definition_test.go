package gateway

import (
	"encoding/json"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"acquit/internal/deliver"
	"acquit/internal/fault"
)

// use is what a definition of these tests is for.
var use = Use{
	Variables: map[string]Kind{"reference": Text, "to": Text, "said": Text, "sheets": Number, "colour": Flag, "pdf": File, "country": Text},
	Fields:    []string{"cost"},
	States:    []string{"delivered", "failed", "under_way"},
}

const whole = `{
	"name": "Postkoets",
	"auth": {"kind": "bearer"},
	"words": {"colour": {"true": "color", "false": "bw"}},
	"send": {
		"method": "POST", "url": "https://api.postkoets.example/v1/{country}/messages?ref={reference}",
		"headers": {"X-Shop": "shop-{country}"},
		"once": {"header": "Idempotency-Key", "hours": 24},
		"body": {"json": {"to": ["{to}"], "text": "{{{said}}}", "sheets": "{sheets}", "ink": "{colour}", "fixed": 1.50}},
		"answer": {
			"status": {"later": ["500-504"], "refused": ["409"]},
			"state": {"at": "/messages/0/status", "words": {"accepted": ["queued"], "refused": ["BLOCKED"]}},
			"fields": {"number": "/messages/0/id", "why": "/error/text", "cost": "/cost"}
		}
	},
	"state": {"method": "GET", "url": "https://api.postkoets.example/v1/messages/{number}",
		"answer": {"state": {"at": "/status", "words": {"delivered": ["DELIVRD"], "failed": ["UNDELIV", "EXPIRED"]}}, "fields": {"cost": "/cost"}}},
	"callback": {"format": "json", "each": "/results", "state": {"at": "/status", "words": {"delivered": ["done"], "failed": ["dead"], "under_way": ["moving"]}},
		"fields": {"number": "/id", "why": "/a~1b"}}
}`

func parsed(t testing.TB, text string) *Definition {
	t.Helper()
	d, err := Parse([]byte(text), use)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADefinitionIsCheckedWhenItIsSaved(t *testing.T) {
	parsed(t, whole)
	for _, tt := range []struct{ name, old, new, place string }{
		{"something unknown", `"name": "Postkoets",`, `"name": "Postkoets", "colour": 1,`, ""},
		{"no name", `"name": "Postkoets"`, `"name": " "`, "name"},
		{"too long a wait", `"auth":`, `"timeout_seconds": 121, "auth":`, "timeout_seconds"},
		{"another way to prove", `"bearer"`, `"digest"`, "auth/kind"},
		{"a user for a key", `"kind": "bearer"`, `"kind": "bearer", "user": "x"`, "auth/user"},
		{"basic without a user", `"kind": "bearer"`, `"kind": "basic"`, "auth/user"},
		{"a header of no name", `"kind": "bearer"`, `"kind": "header"`, "auth/header"},
		{"a header that is ours", `"kind": "bearer"`, `"kind": "header", "header": "Content-Length"`, "auth/header"},
		{"words for nothing", `"words": {"colour"`, `"words": {"color"`, "words"},
		{"half a truth", `"true": "color", `, ``, "words/colour"},
		{"another method", `"method": "POST"`, `"method": "DELETE"`, "send/method"},
		{"an unknown variable in the address", `{reference}"`, `{refrence}"`, "send/url"},
		{"a variable that says where to send", `api.postkoets`, `{country}.postkoets`, "send/url"},
		{"another protocol", `"https://api.postkoets.example/v1/{c`, `"ftp://api.postkoets.example/v1/{c`, "send/url"},
		{"a password in the address", `https://api.postkoets.example/v1/{c`, `https://a:b@api.postkoets.example/v1/{c`, "send/url"},
		{"a header that follows from elsewhere", `"X-Shop"`, `"Authorization"`, "send/headers"},
		{"an unknown variable in a header", `shop-{country}`, `shop-{land}`, "send/headers/X-Shop"},
		{"a brace alone", `shop-{country}`, `shop-{country`, "send/headers/X-Shop"},
		{"memory of no length", `"hours": 24`, `"hours": 0`, "send/once/hours"},
		{"an unknown variable in the body", `["{to}"]`, `["{too}"]`, "send/body/json/to/0"},
		{"a file in a text", `["{to}"]`, `["{pdf}"]`, "send/body/json/to/0"},
		{"a variable as a name", `"to": [`, `"{to}": [`, "send/body/json"},
		{"two shapes", `"body": {"json"`, `"body": {"form": [{"name": "a", "value": "b"}], "json"`, "send/body"},
		{"a status of two meanings", `"409"`, `"400-500"`, "send/answer/status"},
		{"a status that there is not", `"409"`, `"9xx"`, "send/answer/status"},
		{"an unknown meaning", `"refused": ["409"]`, `"rejected": ["409"]`, "send/answer/status"},
		{"a pointer that is none", `"/messages/0/id"`, `"messages.0.id"`, "send/answer/fields/number"},
		{"a pointer with an odd mark", `"/error/text"`, `"/error~2"`, "send/answer/fields/why"},
		{"an unknown field", `"cost": "/cost"}`, `"price": "/cost"}`, "send/answer/fields"},
		{"an unknown state", `"under_way"`, `"underway"`, "callback/state/words"},
		{"a word of two meanings", `"dead"`, `"DONE"`, "callback/state/words"},
		{"a request for a state that says no words", `"words": {"delivered": ["DELIVRD"], "failed": ["UNDELIV", "EXPIRED"]}`, `"words": {}`, "state/answer/state/words"},
		{"a request for a state with our variables", `messages/{number}`, `messages/{to}`, "state/url"},
		{"a callback in another format", `"format": "json"`, `"format": "xml"`, "callback/format"},
		{"a callback about nothing", `"number": "/id", `, ``, "callback/fields"},
		{"a list in a form", `"format": "json"`, `"format": "form"`, "callback/each"},
		{"more behind the end", "\n}", "\n} {}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Count(whole, tt.old) == 0 {
				t.Fatalf("the definition does not have %s", tt.old)
			}
			at := strings.LastIndex(whole, tt.old)
			if tt.name != "more behind the end" {
				at = strings.Index(whole, tt.old)
			}
			_, err := Parse([]byte(whole[:at]+tt.new+whole[at+len(tt.old):]), use)
			var wrong *fault.Error
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("it says %v", err)
			}
			if wrong = err.(*fault.Error); wrong.Place.Path != tt.place {
				t.Errorf("it complains at %q of %s, want %q", wrong.Place.Path, wrong, tt.place)
			}
		})
	}
}

// What a definition says survives being written and read again.
func TestADefinitionIsWrittenAsItWasRead(t *testing.T) {
	d := parsed(t, whole)
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(parsed(t, string(text)))
	if err != nil || string(again) != string(text) {
		t.Errorf("%s became %s (%v)", text, again, err)
	}
}

func TestValuesAreEscapedForWhereTheyStand(t *testing.T) {
	odd := `a"b\c/d?e&f=g#h{to} é%`
	values := Values{"to": TextOf(odd), "country": TextOf(odd), "reference": TextOf(odd), "said": TextOf(odd), "sheets": NumberOf(3), "colour": FlagOf(true)}
	d := parsed(t, whole)
	u, err := address(d.Send.URL, values)
	if err != nil {
		t.Fatal(err)
	}
	if u.Path != "/v1/"+odd+"/messages" || u.Query().Get("ref") != odd || len(u.Query()) != 1 || u.Host != "api.postkoets.example" {
		t.Errorf("the address is %s", u)
	}
	body, err := jsonBody(d.Send.Body.JSON, values)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if got["to"].([]any)[0] != odd || got["text"] != "{"+odd+"}" || got["sheets"] != 3.0 || got["ink"] != true || len(got) != 5 {
		t.Errorf("the body is %s", body)
	}
	if !strings.Contains(string(body), `"fixed":1.50`) {
		t.Errorf("a number was written anew: %s", body)
	}
	if worded := d.worded(values)["colour"].text; worded != "color" {
		t.Errorf("the provider is told %q", worded)
	}
}

func TestNoValueLeadsToAnotherAddress(t *testing.T) {
	d := parsed(t, whole)
	for _, value := range []string{"..", ".", ""} {
		if u, err := address(d.Send.URL, Values{"country": TextOf(value), "reference": TextOf("x")}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q leads to %s", value, u)
		}
	}
}

func TestStatuses(t *testing.T) {
	a := parsed(t, whole).Send.Answer
	for status, want := range map[int]deliver.Kind{200: deliver.Accepted, 202: deliver.Accepted, 301: deliver.Later, 303: deliver.Uncertain, 307: deliver.Later,
		400: deliver.Refused, 401: deliver.Later, 404: deliver.Later, 409: deliver.Refused, 422: deliver.Refused, 429: deliver.Later,
		500: deliver.Later, 503: deliver.Later, 504: deliver.Later, 505: deliver.Uncertain} {
		if got := a.kindOf(status); got != want {
			t.Errorf("%d is %s, want %s", status, got, want)
		}
	}
	for status, want := range map[int]deliver.Kind{409: deliver.Uncertain, 500: deliver.Uncertain, 502: deliver.Uncertain, 503: deliver.Later} {
		if got := usual(status); got != want {
			t.Errorf("%d is usually %s, want %s", status, got, want)
		}
	}
}

func TestNetworksOfTheHouseAreClosed(t *testing.T) {
	house := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	for address, open := range map[string]bool{
		"93.184.215.14:443": true, "[2606:4700::1111]:443": true, "10.1.2.3:443": true,
		"10.2.2.3:443": false, "127.0.0.1:443": false, "169.254.169.254:80": false, "192.168.1.1:443": false, "172.31.0.1:443": false,
		"100.64.0.1:443": false, "0.0.0.0:443": false, "224.0.0.1:443": false, "255.255.255.255:443": false,
		"[::1]:443": false, "[::]:443": false, "[fe80::1%eth0]:443": false, "[fd00::1]:443": false, "[::ffff:127.0.0.1]:443": false,
		"[::ffff:10.2.0.1]:443": false, "[64:ff9b::7f00:1]:443": false, "[2002:7f00:1::]:443": false, "[ff02::1]:443": false, "elsewhere": false,
	} {
		g := guard{own: house}
		if err := g.control("tcp", address, nil); (err == nil) != open {
			t.Errorf("%s: %v", address, err)
		}
	}
	unprotected := guard{own: house, private: true}
	for address, open := range map[string]bool{"93.184.215.14:80": false, "10.1.2.3:80": true, "10.2.2.3:80": false} {
		if err := unprotected.control("tcp", address, nil); (err == nil) != open {
			t.Errorf("unprotected, %s: %v", address, err)
		}
	}
}

func TestPointers(t *testing.T) {
	tree, err := jsonTree([]byte(`{"a":[{"b":"x"},7,true,null,1.50],"m~n":{"/":"slash"},"":"empty","long":"` + strings.Repeat("é", 2000) + `","lines":"a\r\nb"}`))
	if err != nil {
		t.Fatal(err)
	}
	for pointer, want := range map[string]string{"/a/0/b": "x", "/a/1": "7", "/a/2": "true", "/a/3": "", "/a/4": "1.50", "/a/9": "", "/a/-1": "", "/a/x": "", "/a": "", "/m~0n/~1": "slash",
		"/": "empty", "/none/b": "", "/long": strings.Repeat("é", mostField), "/lines": "a b"} {
		if got := said(tree, pointer); got != want {
			t.Errorf("%s says %q, want %q", pointer, got, want)
		}
	}
}

func TestASecretShowsNowhere(t *testing.T) {
	s := SecretOf("s3cr&t")
	if !s.Is("s3cr&t") || s.Is("s3cr&") || s.Is("") || (Secret{}).Is("") {
		t.Error("a secret is not told from another")
	}
	a, b := NewPathSecret(), NewPathSecret()
	if a == b || len(a) != 43 || strings.ContainsAny(a, "/+=") {
		t.Errorf("secrets for paths: %s, %s", a, b)
	}
	for _, text := range []string{"s3cr&t", "key=s3cr%26t", "Basic YW46czNjciZ0"} {
		if got := s.hidden(text, "an"); strings.Contains(got, "s3cr") || strings.Contains(got, "czNj") {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// FuzzParse reads definitions of any shape; one that is taken can be filled in.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"name":"a","send":{"method":"GET","url":"https://a.example/{to}?{said}"}}`))
	f.Add([]byte(`{"name":"a","send":{"method":"POST","url":"https://a.example","body":{"multipart":[{"name":"f","file":"pdf","mime":"application/pdf","file_name":"{to}"}]}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := Parse(raw, use)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v is of no kind", err)
			}
			return
		}
		values := Values{}
		for _, name := range slices.Sorted(maps.Keys(use.Variables)) {
			values[name] = TextOf("…/../\r\n\"" + name)
		}
		values["pdf"] = FileOf(raw)
		if u, err := address(d.Send.URL, values); err == nil && u.Host == "" {
			t.Errorf("%s leads nowhere", u)
		}
		if _, _, err := d.Send.Body.made(values); err != nil {
			t.Errorf("a body that was checked cannot be made: %v", err)
		}
	})
}
