import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Bench } from './bench.tsx';
import { connectBench } from './connection.ts';
import './bench.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(
  <StrictMode>
    <Bench connection={connectBench(location)} />
  </StrictMode>,
);
