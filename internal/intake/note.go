package intake

import (
	"encoding/json"

	"acquit/internal/fault"
)

// Note is a warning, or why something was refused, with where in the file it is.
type Note struct{ fault.Note }

// storedNote is a note in JSON: its English sentence, and what that is made of. A
// report of long ago has the sentence alone.
type storedNote struct {
	Place   string      `json:"place"`
	Message string      `json:"message"`
	Text    *fault.Text `json:"text,omitempty"`
}

// MarshalJSON writes the note so that each reader can have it in the own language.
func (n Note) MarshalJSON() ([]byte, error) {
	return json.Marshal(storedNote{Place: n.Place.String(), Message: n.Text.String(), Text: &n.Text})
}

// UnmarshalJSON reads a note, also one that is an English sentence alone.
func (n *Note) UnmarshalJSON(body []byte) error {
	var stored storedNote
	if err := json.Unmarshal(body, &stored); err != nil {
		return err
	}
	n.Place, n.Text = fault.ParsePlace(stored.Place), fault.Verbatim(stored.Message)
	if stored.Text != nil {
		n.Text = *stored.Text
	}
	return nil
}
