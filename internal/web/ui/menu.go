package ui

// menuLabel is how a menu's button is heard: what it is for, then its words,
// which WCAG 2.5.3 wants in the name.
func menuLabel(m MenuSpec) string {
	if m.Text == "" || m.Text == m.Label {
		return m.Label
	}
	return m.Label + ", " + m.Text
}
