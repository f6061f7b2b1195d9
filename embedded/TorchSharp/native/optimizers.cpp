// One optimizer step over a parameter group: one crossing of the ABI instead of a dozen per parameter.
// The formulas and the order of the operations are those of PyTorch's torch/optim (1.13 to 2.x), so results agree.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <cmath>

#include "common.h"

namespace {

// A state tensor the caller keeps between steps: made on first use, replaced through its slot.
template <typename Make>
at::Tensor state(Handle* slot, Make&& make) {
  if (!*slot) *slot = to_handle(make());
  return from_handle(*slot);
}

// The stride of a dimension of length 1 says nothing, and libtorch leaves it as it comes.
bool same_order(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return false;
  for (int64_t i = 0; i < a.dim(); ++i) {
    if (a.size(i) != 1 && a.stride(i) != b.stride(i)) return false;
  }
  return true;
}

// Float32 on the CPU, dense, and laid out like the parameter: one loop over memory can do the whole step.
bool plain(const at::Tensor& tensor, const at::Tensor& param) {
  return tensor.scalar_type() == at::kFloat && tensor.device().is_cpu() && tensor.layout() == at::kStrided &&
         tensor.is_non_overlapping_and_dense() && same_order(tensor, param);
}

float* data(const at::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr<float>() : nullptr; }

constexpr int64_t grain = 1 << 15;

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_THIS_CPU __attribute__((target_clones("avx2", "default")))
#else
#define FOR_THIS_CPU
#endif

struct AdamRates {
  float beta1, beta2, rest1, rest2, eps, decay;
  float shrink;     // what AdamW multiplies the weights with; 1 for Adam
  float step_size;  // lr / bias correction of the first moment
  float root_correction;
  float sign;  // -1 to maximize
};

// `largest` is null without amsgrad.
FOR_THIS_CPU void adam(const AdamRates r, int64_t count, float* __restrict p, const float* __restrict g, float* __restrict m,
                       float* __restrict v, float* __restrict largest) {
  for (int64_t i = 0; i < count; ++i) {
    const float weight = p[i] * r.shrink;
    const float gradient = g[i] * r.sign + r.decay * weight;
    m[i] = m[i] * r.beta1 + r.rest1 * gradient;
    v[i] = v[i] * r.beta2 + r.rest2 * gradient * gradient;
    p[i] = weight;
  }
  const float* spread = v;
  if (largest) {
    for (int64_t i = 0; i < count; ++i) largest[i] = largest[i] > v[i] ? largest[i] : v[i];
    spread = largest;
  }
  for (int64_t i = 0; i < count; ++i) p[i] -= r.step_size * (m[i] / (std::sqrt(spread[i]) / r.root_correction + r.eps));
}

struct SgdRates {
  float lr, momentum, rest, decay, sign;
  bool first;  // the buffer begins as the gradient
  bool nesterov;
};

// `buffer` is null without momentum.
FOR_THIS_CPU void sgd(const SgdRates r, int64_t count, float* __restrict p, const float* __restrict g, float* __restrict buffer) {
  if (!buffer) {
    for (int64_t i = 0; i < count; ++i) p[i] -= r.lr * (g[i] * r.sign + r.decay * p[i]);
    return;
  }
  const float keep = r.first ? 0 : r.momentum;
  const float rest = r.first ? 1 : r.rest;
  const float own = r.nesterov ? 1 : 0;
  const float memory = r.nesterov ? r.momentum : 1;
  for (int64_t i = 0; i < count; ++i) {
    const float gradient = g[i] * r.sign + r.decay * p[i];
    buffer[i] = buffer[i] * keep + rest * gradient;
    p[i] -= r.lr * (own * gradient + memory * buffer[i]);
  }
}

struct RmspropRates {
  float lr, alpha, rest, eps, decay, momentum, sign;
};

// `buffer` is null without momentum.
FOR_THIS_CPU void rmsprop(const RmspropRates r, int64_t count, float* __restrict p, const float* __restrict g, float* __restrict square,
                          float* __restrict buffer) {
  if (!buffer) {
    for (int64_t i = 0; i < count; ++i) {
      const float gradient = g[i] * r.sign + r.decay * p[i];
      square[i] = square[i] * r.alpha + r.rest * gradient * gradient;
      p[i] -= r.lr * (gradient / (std::sqrt(square[i]) + r.eps));
    }
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    const float gradient = g[i] * r.sign + r.decay * p[i];
    square[i] = square[i] * r.alpha + r.rest * gradient * gradient;
    buffer[i] = buffer[i] * r.momentum + gradient / (std::sqrt(square[i]) + r.eps);
    p[i] -= r.lr * buffer[i];
  }
}

}  // namespace

// SGD with momentum, dampening, weight decay and Nesterov. Parameters without a gradient are left alone.
BRIDGE_API int bridge_sgd_step(const Handle* params, Handle* momentum_buffers, int32_t count, double lr, double momentum,
                               double dampening, double weight_decay, uint8_t nesterov, uint8_t maximize) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      const bool first = !momentum_buffers[i];
      if (plain(param, param) && plain(grad, param)) {
        at::Tensor buffer;
        if (momentum != 0) buffer = state(&momentum_buffers[i], [&] { return at::zeros_like(param); });
        if (!buffer.defined() || plain(buffer, param)) {
          const SgdRates rates{float(lr), float(momentum), float(1 - dampening), float(weight_decay), maximize ? -1.f : 1.f, first, nesterov != 0};
          float *p = data(param), *g = data(grad), *b = data(buffer);
          at::parallel_for(0, param.numel(), grain,
                           [&](int64_t begin, int64_t end) { sgd(rates, end - begin, p + begin, g + begin, b ? b + begin : nullptr); });
          param.unsafeGetTensorImpl()->bump_version();
          continue;
        }
      }
      if (maximize) grad = grad.neg();
      if (weight_decay != 0) grad = grad.add(param, weight_decay);
      if (momentum != 0) {
        at::Tensor buffer = state(&momentum_buffers[i], [&] { return grad.detach().clone(); });
        if (!first) buffer.mul_(momentum).add_(grad, 1 - dampening);
        grad = nesterov ? grad.add(buffer, momentum) : buffer;
      }
      param.add_(grad, -lr);
    }
  });
}

// Adam, or AdamW where `decoupled`. `steps` counts the steps of each parameter and is advanced here.
BRIDGE_API int bridge_adam_step(const Handle* params, Handle* exp_avgs, Handle* exp_avg_sqs, Handle* max_exp_avg_sqs,
                                int64_t* steps, int32_t count, double lr, double beta1, double beta2, double eps,
                                double weight_decay, uint8_t amsgrad, uint8_t maximize, uint8_t decoupled) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      at::Tensor exp_avg = state(&exp_avgs[i], [&] { return at::zeros_like(param); });
      at::Tensor exp_avg_sq = state(&exp_avg_sqs[i], [&] { return at::zeros_like(param); });
      const auto step = static_cast<double>(++steps[i]);
      const double step_size = lr / (1 - std::pow(beta1, step));
      const double root_correction = std::sqrt(1 - std::pow(beta2, step));
      const double shrink = decoupled ? 1 - lr * weight_decay : 1;

      at::Tensor largest;
      if (amsgrad) largest = state(&max_exp_avg_sqs[i], [&] { return at::zeros_like(param); });
      if (plain(param, param) && plain(grad, param) && plain(exp_avg, param) && plain(exp_avg_sq, param) &&
          (!amsgrad || plain(largest, param))) {
        const AdamRates rates{float(beta1), float(beta2), float(1 - beta1), float(1 - beta2), float(eps), decoupled ? 0.f : float(weight_decay),
                              float(shrink), float(step_size), float(root_correction), maximize ? -1.f : 1.f};
        float *p = data(param), *g = data(grad), *m = data(exp_avg), *v = data(exp_avg_sq), *x = data(largest);
        at::parallel_for(0, param.numel(), grain, [&](int64_t begin, int64_t end) {
          // Parts that stay in the cache between the loops.
          for (int64_t at = begin; at < end; at += 1024) {
            adam(rates, std::min<int64_t>(1024, end - at), p + at, g + at, m + at, v + at, x ? x + at : nullptr);
          }
        });
        param.unsafeGetTensorImpl()->bump_version();
        continue;
      }
      if (maximize) grad = grad.neg();
      if (decoupled) {
        param.mul_(shrink);
      } else if (weight_decay != 0) {
        grad = grad.add(param, weight_decay);
      }
      exp_avg.mul_(beta1).add_(grad, 1 - beta1);
      exp_avg_sq.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
      if (amsgrad) largest.copy_(largest.maximum(exp_avg_sq));
      param.addcdiv_(exp_avg, (amsgrad ? largest : exp_avg_sq).sqrt().div_(root_correction).add_(eps), -step_size);
    }
  });
}

BRIDGE_API int bridge_rmsprop_step(const Handle* params, Handle* square_avgs, Handle* grad_avgs, Handle* momentum_buffers,
                                   int64_t* steps, int32_t count, double lr, double alpha, double eps, double weight_decay,
                                   double momentum, uint8_t centered, uint8_t maximize) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    for (int32_t i = 0; i < count; ++i) {
      at::Tensor param = from_handle(params[i]);
      at::Tensor grad = param.grad();
      if (!grad.defined()) continue;
      ++steps[i];
      at::Tensor square_avg = state(&square_avgs[i], [&] { return at::zeros_like(param); });
      if (!centered && plain(param, param) && plain(grad, param) && plain(square_avg, param)) {
        at::Tensor buffer;
        if (momentum > 0) buffer = state(&momentum_buffers[i], [&] { return at::zeros_like(param); });
        if (!buffer.defined() || plain(buffer, param)) {
          const RmspropRates rates{float(lr), float(alpha), float(1 - alpha), float(eps), float(weight_decay), float(momentum), maximize ? -1.f : 1.f};
          float *p = data(param), *g = data(grad), *s = data(square_avg), *b = data(buffer);
          at::parallel_for(0, param.numel(), grain, [&](int64_t begin, int64_t end) {
            rmsprop(rates, end - begin, p + begin, g + begin, s + begin, b ? b + begin : nullptr);
          });
          param.unsafeGetTensorImpl()->bump_version();
          continue;
        }
      }
      if (maximize) grad = grad.neg();
      if (weight_decay != 0) grad = grad.add(param, weight_decay);
      square_avg.mul_(alpha).addcmul_(grad, grad, 1 - alpha);
      at::Tensor spread = square_avg;
      if (centered) {
        at::Tensor grad_avg = state(&grad_avgs[i], [&] { return at::zeros_like(param); });
        grad_avg.mul_(alpha).add_(grad, 1 - alpha);
        spread = square_avg.addcmul(grad_avg, grad_avg, -1);
      }
      const at::Tensor denominator = spread.sqrt().add_(eps);
      if (momentum > 0) {
        at::Tensor buffer = state(&momentum_buffers[i], [&] { return at::zeros_like(param); });
        buffer.mul_(momentum).addcdiv_(grad, denominator);
        param.add_(buffer, -lr);
      } else {
        param.addcdiv_(grad, denominator, -lr);
      }
    }
  });
}
