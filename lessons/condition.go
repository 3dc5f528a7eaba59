//go:build !js

package lessons

import "github.com/expr-lang/expr"

// holds says whether a condition holds for what was measured.
func holds(condition string, values map[string]any) (any, error) { return expr.Eval(condition, values) }

// condition says what is wrong with one.
func condition(text string) error {
	_, err := expr.Compile(text)
	return err
}
