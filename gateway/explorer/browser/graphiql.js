// React, ReactDOM and GraphiQL are globals: the browser builds of their packages.

/**
 * Puts GraphiQL into the element. Answers a function that shows an operation in a tab: in the one that
 * is named after it, else in a new one.
 */
export const mountGraphiQL = (element, { fetcher, first }) => {
  const { useEditorContext } = GraphiQL.React;
  let editors;
  const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;
  let waiting = isFirstVisit ? { index: 0, ...first, variables: printed(first.variables) } : null;

  /** Renders nothing: it is how code outside of React gets hold of the editors. */
  const Hold = () => {
    editors = useEditorContext({ nonNull: true });
    React.useEffect(() => {
      if (!waiting || editors.activeTabIndex !== waiting.index || !editors.queryEditor) return;
      const { name, operation, variables } = waiting;
      waiting = null;
      editors.queryEditor.setValue(operation);
      // GraphiQL reads the new text a moment later, and would till then run it by the old name.
      editors.queryEditor.operationName = name;
      editors.variableEditor?.setValue(variables);
    });
    return null;
  };

  ReactDOM.createRoot(element).render(
    React.createElement(
      GraphiQL,
      {
        fetcher,
        defaultTabs: [{ query: first.operation }],
        defaultEditorToolsVisibility: 'variables',
        shouldPersistHeaders: false,
      },
      React.createElement(GraphiQL.Logo, null, ' '),
      React.createElement(GraphiQL.Footer, null, React.createElement(Hold)),
    ),
  );

  return (name, operation, variables) => {
    const there = editors.tabs.findIndex((tab) => tab.operationName === name);
    const isEmpty = !editors.queryEditor?.getValue().trim();
    const index = there >= 0 ? there : isEmpty ? editors.activeTabIndex : editors.tabs.length;
    waiting = { index, name, operation, variables: printed(variables) };
    if (index === editors.tabs.length) editors.addTab();
    else editors.changeTab(index);
  };
};

const printed = (variables) => JSON.stringify(variables, null, 2);
