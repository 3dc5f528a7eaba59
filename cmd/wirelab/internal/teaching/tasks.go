package teaching

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/tasks"
	"wirelab/internal/usage"
)

func lessonsTasksCommand() *cli.Command {
	return &cli.Command{
		Name: "tasks", Usage: "write the lessons' last tasks, for Node, to a folder",
		UsageText: "wirelab lessons tasks DIR",
		Description: `Each lesson ends with a task: a file to fill in, and a test that says when it is
done. This writes those in JavaScript. They need Node 20 or later and no packages.
It writes the folder lessons/node as well: scripts that some lessons run, and change,
with the official packages of Socket.IO ("npm ci" gets them).
Files that are in DIR already stay as they are: they are your work. The same tasks
in Go are in wirelab's source.

EXAMPLES:
   wirelab lessons tasks mine`,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage.Wrongf("say where, with one name: a folder, which is made if there is none")
			}
			return tasks.Write(c.App.Writer, c.Args().First())
		},
	}
}
