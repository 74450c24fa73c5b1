package gateway

import (
	"net/url"

	"acquit/internal/fault"
)

// Limits of a callback.
const (
	// MostCallback is how many bytes a callback may have.
	MostCallback = 256 << 10
	mostReports  = 1000
)

// Heard reads a callback: the values of its address, and its body of at most MostCallback
// bytes. Reports that name no message are left out.
//
// Errors: Invalid for what cannot be read; NotFound when the definition has no callback.
func (d *Definition) Heard(query url.Values, body []byte) ([]Report, error) {
	c := d.Callback
	if c == nil {
		return nil, fault.New(fault.NotFound, "%s reports nothing by itself", d.Name)
	}
	if len(body) > MostCallback {
		return nil, fault.New(fault.Invalid, "a report has at most %d bytes", MostCallback)
	}
	tree, err := c.tree(query, body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the report of %s cannot be read", d.Name)
	}
	items := []any{node(tree, c.Each)}
	if list, ok := items[0].([]any); ok {
		items = list
	}
	if len(items) > mostReports {
		return nil, fault.New(fault.Invalid, "%s reports on more than %d messages at once", d.Name, mostReports)
	}
	var reports []Report
	for _, item := range items {
		if r := reportOf(item, &c.State, c.Fields); r.Number != "" || r.Reference != "" {
			reports = append(reports, r)
		}
	}
	return reports, nil
}

// tree is a callback as a JSON document would have it. Of a field that comes twice the first
// counts.
func (c *Callback) tree(query url.Values, body []byte) (any, error) {
	if c.Format == JSON {
		return jsonTree(body)
	}
	values := query
	if c.Format == Form {
		var err error
		if values, err = url.ParseQuery(string(body)); err != nil {
			return nil, err
		}
	}
	tree := map[string]any{}
	for name, all := range values {
		if len(all) > 0 {
			tree[name] = all[0]
		}
	}
	return tree, nil
}
