package catcher_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"testing"

	"acquit/internal/deliver/catcher"
)

func TestTextsAreCaughtAndFoundAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "texts.json")
	c, err := catcher.StartTexts("127.0.0.1:0", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second"} {
		answer, err := http.PostForm(c.URL()+"/v2/messages", url.Values{"to": {"33639980001"}, "from": {"Lys"}, "text": {text}})
		if err != nil {
			t.Fatal(err)
		}
		if answer.Body.Close(); answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", text, answer.Status)
		}
	}
	if answer, err := http.PostForm(c.URL(), url.Values{"text": {"to nobody"}}); err != nil || answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a message to nobody: %v, %v", answer, err)
	}
	c.Close()
	again, err := catcher.StartTexts("127.0.0.1:0", file)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	want := catcher.Text{ID: 2, To: "+33639980001", From: "Lys", Text: "second"}
	if all := again.List(); len(all) != 2 || all[0] != want {
		t.Errorf("%+v", all)
	}
}
