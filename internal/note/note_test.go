package note_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"acquit/internal/id"
	"acquit/internal/note"
)

func TestWhoIsNamedInANote(t *testing.T) {
	people := []note.Person{
		{ID: 1, Name: "Anne Claes", Email: "anne@lys.example"},
		{ID: 2, Name: "Jan Peeters", Email: "jp@lys.example"},
		{ID: 3, Name: "Jan Van den Bossche", Email: "jan.vdb@lys.example"},
		{ID: 4, Name: "Zoë  Ögür", Email: "zoe@lys.example"},
		{ID: 5, Name: "", Email: "boss@lys.example"},
	}
	for _, c := range []struct {
		says, text string
		told       []id.ID
		unsure     string
	}{
		{says: "nobody", text: "nothing to tell"},
		{says: "a first name", text: "@anne: call them", told: []id.ID{1}},
		{says: "a whole name, whatever its case", text: "ask @JAN peeters.", told: []id.ID{2}},
		{says: "the longest name counts", text: "@Jan Van den Bossche knows", told: []id.ID{3}},
		{says: "a name that two have", text: "@Jan knows", unsure: "jan"},
		{says: "an address", text: "@jp@lys.example and @zoe", told: []id.ID{2, 4}},
		{says: "marks and blanks in a name", text: "(@zoë ögür)", told: []id.ID{4}},
		{says: "each once, in order", text: "@zoe @anne @anne claes", told: []id.ID{4, 1}},
		{says: "an address of somebody else is no name", text: "mail anne@lys.example or @anne@else.example"},
		{says: "a longer word is no name", text: "@annette @anne.marie @anne-lise @anne2"},
		{says: "the end of a sentence", text: "told @anne. And then", told: []id.ID{1}},
		{says: "a person without a name", text: "@boss?", told: []id.ID{5}},
		{says: "an @ alone", text: "@ @@ a@"},
	} {
		told, unsure := note.Mentioned(c.text, people)
		if diff := cmp.Diff(c.told, told); diff != "" || unsure != c.unsure {
			t.Errorf("%s: %q unsure, %s", c.says, unsure, diff)
		}
	}
}
