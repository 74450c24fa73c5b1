// Package filename makes the names that strangers give to files fit for any file system
// and for being shown.
package filename

import (
	"cmp"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the most bytes of a name; file systems take 255.
const longest = 150

// Of is the name of a file without the folders before it: see Clean.
func Of(file string) string { return Clean(path.Base(strings.ReplaceAll(file, `\`, "/"))) }

// Shown is Of for where a file must be called something.
func Shown(file string) string { return cmp.Or(Of(file), "file") }

// Clean is a name without control characters and marks that turn the direction of
// writing, without characters that Windows does not take, without blanks and dots at
// its ends, and not too long. It is empty when nothing is left.
func Clean(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || !unicode.IsGraphic(r):
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	if strings.Trim(name, "_") == "" {
		return ""
	}
	return clip(name)
}

// clip shortens a name but keeps its ending.
func clip(name string) string {
	if len(name) <= longest {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 10 {
		ending = ""
	}
	cut := longest - len(ending)
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + ending
}
