import React, { useState } from 'react';

const Icon = ({ name = 'star', ...rest }) => <svg:use xlink:href={`#${name}`} data-a="1" {...rest} />;

export function Card({ lead, onSave }) {
  const [text, setText] = useState('');
  const save = async () => { await (onSave)(text) };

  return (
    <>
      <Layout.Header title="Сделка &amp; «контакт»" subtitle='one "two"' hidden>
        {/* a comment */}
        {lead?.name ?? 'без имени 🙂'} — {lead.price} ₽
      </Layout.Header>
      <ul className="list">
        {lead.tags.map((tag, i) => <li key={i} onClick={() => remove(tag)}>{tag.name}, </li>)}
        {...lead.extra}
        {}
      </ul>
      text with 'quotes" &nbsp; // not a comment /* nor this */ <b>bold</b> and <i></i>
      <Icon
        name="truck" // a comment
        {...{ size: 1 }}
        label=<b>x</b>
        on={function () { return <em>{text}</em> }}
      />
      {text.length > 3 && text < 'я' ? <button disabled={!text} onClick={save}>Сохранить</button> : null}
    </>
  );
}

export default <Card lead={{ name: 'x', tags: [] }} onSave={console.log}></Card>;
