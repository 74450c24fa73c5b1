package ui

import (
	"acquit/internal/locale"
	"strconv"
	"strings"
)

// footPlaces is how many destinations fit beside "more" at the foot of a phone.
const footPlaces = 4

// Shortcut is a key, or several, and what it does.
type Shortcut struct {
	Keys []string
	Word string // key of the catalogue
}

// shortcutKeys is what app.js listens to.
var shortcutKeys = [...]Shortcut{
	{[]string{"/", "Ctrl K"}, "ui.key_search"},
	{[]string{"j", "k"}, "ui.key_move"},
	{[]string{"Enter"}, "ui.key_open"},
	{[]string{"x"}, "ui.key_select"},
	{[]string{"Shift X"}, "list.key_range"},
	{[]string{"e"}, "ui.key_done"},
	{[]string{"s"}, "ui.key_snooze"},
	{[]string{"a"}, "duty.key_assign"},
	{[]string{"?"}, "ui.key_help"},
}

// languageCode is the page's language as two capital letters.
func languageCode(w *locale.Words) string { return strings.ToUpper(string(w.Tag.Language())) }

// countBadge writes a count in the little room of a badge.
func countBadge(n int) string {
	if n > 999 {
		return "999+"
	}
	return strconv.Itoa(n)
}
