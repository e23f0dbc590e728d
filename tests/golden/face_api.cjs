// Runs the networks of @vladmandic/face-api in its own runtime and writes down their activations.
// Arguments: a folder with node_modules, and one with jobs.json: [{network, shape, input}], where input is a file of
// float32 pixels. Writes one file of float32 numbers for each activation, and activations.json, which names them.
// Every operation of TensorFlow.js passes through runKernel: there it is seen which activation comes when.

const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [packages, work] = process.argv.slice(2);
const need = createRequire(path.resolve(packages, 'here.js'));
const tf = need('@tensorflow/tfjs');
const folder = path.dirname(need.resolve('@vladmandic/face-api/package.json'));
const faceapi = need(path.join(folder, 'dist/face-api.node-wasm.js'));

const NETWORKS = {
  tiny_face_detector: [() => new faceapi.TinyFaceDetector(), (net, input) => net.forwardInput(input, 416)],
  face_landmarks: [() => new faceapi.FaceLandmark68Net(), (net, input) => net.runNet(input)],
  face_landmarks_tiny: [() => new faceapi.FaceLandmark68TinyNet(), (net, input) => net.runNet(input)],
  face_embedding: [() => new faceapi.FaceRecognitionNet(), (net, input) => net.forwardInput(input)],
};
const SEEN = new Set(['MaxPool', 'Relu', 'AvgPool', 'Mean']);

async function main() {
  await tf.setBackend('cpu');
  const activations = [];
  const write = (job, kernel, tensor) => {
    const file = `${activations.length}.bin`;
    const values = tensor.dataSync();
    fs.writeFileSync(path.join(work, file), Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    activations.push({ network: job.network, kernel, shape: tensor.shape, file });
  };
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  for (const job of JSON.parse(fs.readFileSync(path.join(work, 'jobs.json'), 'utf8'))) {
    const [make, run] = NETWORKS[job.network];
    const net = make();
    await net.loadFromDisk(path.join(folder, 'model'));
    const bytes = fs.readFileSync(path.join(work, job.input));
    const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const input = new faceapi.NetInput([tf.tensor3d(pixels, job.shape)]);
    engine.runKernel = (kernel, ...rest) => {
      const result = runKernel(kernel, ...rest);
      if (SEEN.has(kernel)) write(job, kernel, result);
      return result;
    };
    const output = run(net, input);
    engine.runKernel = runKernel;
    write(job, 'output', output);
    if (net.locateFaces) {
      const faces = await net.locateFaces(input, { inputSize: 416, scoreThreshold: 0.3 });
      const rows = faces.map(({ score, relativeBox: { left, top, right, bottom } }) => [left, top, right, bottom, score]);
      write(job, 'faces', tf.tensor2d(rows.flat(), [rows.length, 5]));
    }
  }
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const versions = `@vladmandic/face-api ${version}, TensorFlow.js ${tf.version.tfjs}, backend cpu, Node ${process.version}`;
  fs.writeFileSync(path.join(work, 'activations.json'), JSON.stringify({ versions, activations }));
}

main();
