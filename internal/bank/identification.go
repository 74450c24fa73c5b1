package bank

import "strings"

// Stated is an identification of a payment, or "" for the words by which banks fill a
// field that must not be empty.
func Stated(id string) string {
	switch strings.ToUpper(id) {
	case "NOTPROVIDED", "NOT PROVIDED", "NONREF":
		return ""
	}
	return id
}

// IsBIC reports whether s has the shape of a bank's code in capitals: six letters, and
// two or five letters or digits. Source: ISO 9362.
func IsBIC(s string) bool {
	if len(s) != 8 && len(s) != 11 {
		return false
	}
	for i := 0; i < len(s); i++ {
		letter := s[i] >= 'A' && s[i] <= 'Z'
		if !letter && (i < 6 || !isDigit(s[i])) {
			return false
		}
	}
	return true
}
