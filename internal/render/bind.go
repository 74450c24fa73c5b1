package render

import "acquit/internal/render/paper"

// Bound is one document with the pages of several, which are documents of this package, in
// their order.
//
// Errors: Invalid for what is no such document.
func Bound(documents [][]byte) ([]byte, error) {
	if len(documents) == 1 {
		return documents[0], nil
	}
	return paper.Join(documents)
}

// PagesOf is how many pages a document has that was printed here.
//
// Errors: Invalid for another one.
func PagesOf(document []byte) (int, error) { return paper.Pages(document) }
