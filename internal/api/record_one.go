package api

import (
	"errors"
	"net/http"
	"reflect"

	"acquit/internal/fault"
	"acquit/internal/user"
)

// changing is an operation that does one thing with what its address names, as its body says.
func changing[T any](path, name, group, summary, text, example string, key parameter, answer reflect.Type, do func(*visit, *T) (any, error)) operation {
	return operation{Method: http.MethodPost, Path: root + path, Name: name, Summary: summary, Text: text, Group: group, Scope: user.WriteScope,
		Parameters: []parameter{key}, Record: reflect.TypeFor[T](), Example: example, Answer: answer,
		Statuses: []int{http.StatusOK, http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		do: func(v *visit) (int, any, error) {
			record, err := theRecord[T](v)
			if err != nil {
				return 0, nil, err
			}
			answer, err := do(v, record)
			return http.StatusOK, answer, err
		}}
}

// theRecord reads a body that is one record. What is wrong with it is told place by place.
func theRecord[T any](v *visit) (*T, error) {
	body, err := v.body()
	if err != nil {
		return nil, err
	}
	var record T
	if flaws := v.schemas.read(body, "", &record); len(flaws) > 0 {
		return nil, &problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Detail: "The body is not as it must be; see errors.", Flaws: flaws}
	}
	return &record, nil
}

// placed says in which field of a body a refusal lies; called are the fields that are called
// otherwise within. Other failures are returned as they are.
func placed(err error, called map[string]string) error {
	var wrong *fault.Error
	if !errors.As(err, &wrong) || wrong.Kind != fault.Invalid || wrong.Place.Path == "" {
		return err
	}
	field := wrong.Place.Path
	if other, known := called[field]; known {
		field = other
	}
	return refused("/"+field, wrong.Text.String())
}

// refused is a body of which one place is wrong.
func refused(at, detail string) error {
	return &problem{Status: http.StatusUnprocessableEntity, Code: "invalid", Detail: "The body is not as it must be; see errors.", Flaws: []Flaw{{at, "invalid", detail}}}
}
